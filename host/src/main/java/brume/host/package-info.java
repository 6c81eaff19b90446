/// Everything that touches a Linux machine. Here is what its parts share.
package brume.host;
