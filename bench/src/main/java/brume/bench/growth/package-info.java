/// How the cost of a cloud grows with its hosts: one controller, and more and more simulated hosts.
package brume.bench.growth;
