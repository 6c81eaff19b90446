/// Images: what guests are made of. The front door is [Images].
package brume.cloud.image;
