/// IP addresses and ranges as values.
package brume.cloud.network.address;
