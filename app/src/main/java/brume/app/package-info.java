/// The whole cloud, built from its settings and wired by hand.
package brume.app;
