/// What keeps the cloud whole, and says so: which work is late, what is not as it should be, what holds what. Slices
/// contribute what they know of their own tables; this one knows none of them.
package brume.cloud.upkeep;
