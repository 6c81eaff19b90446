/// A running cloud, loaded by clients over HTTP and killed at random. Each client keeps a journal of what it asked and
/// what it was answered; in the end every acknowledged thing is looked up.
package brume.torture;
