/// Certificates: read, made, and kept fresh.
package brume.base.tls;
