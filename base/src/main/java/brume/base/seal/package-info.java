/// Secrets at rest: keys in files, and what they seal.
package brume.base.seal;
