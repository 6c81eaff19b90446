/// The metadata service: what a guest may learn about itself, at 169.254.169.254 and on its config drive.
package brume.host.metadata;
