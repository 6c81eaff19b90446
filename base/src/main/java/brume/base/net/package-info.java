/// Addresses of clients.
package brume.base.net;
