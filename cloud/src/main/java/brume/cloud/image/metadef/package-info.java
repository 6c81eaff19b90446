/// Definitions of metadata: what the properties of images, flavors, volumes mean. The front door is [Metadefs].
package brume.cloud.image.metadef;
