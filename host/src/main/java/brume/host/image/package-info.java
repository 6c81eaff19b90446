/// Base images on this host: fetched, checked, and never written to.
package brume.host.image;
