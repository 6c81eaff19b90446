/// What the rules and translations of guests' networks cost a stream, beside plain kernel networks.
package brume.bench.dataplane;
