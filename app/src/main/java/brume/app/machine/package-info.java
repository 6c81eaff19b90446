/// The machine that a cloud runs on: what is there, what works, what is missing.
package brume.app.machine;
