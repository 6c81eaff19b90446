/// The only words that control and hosts share: what a host should hold, what it reports, what may be asked of it.
///
/// Records only; nothing here does anything. Each item that a host holds is one [Item] with its own generation; it
/// is changed by an [Order] and taken away only by an explicit tombstone.
package brume.contract;
