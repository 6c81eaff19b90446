/// A whole cloud from a seed: tenants, hosts, a controller that dies, and everything that can go wrong between them,
/// stepped by one thread. What must always hold is looked at after each step.
package brume.sim;
