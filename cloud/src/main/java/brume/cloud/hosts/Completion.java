package brume.cloud.hosts;

import brume.base.sql.Reads;
import brume.contract.Item;
import java.util.List;

/// Puts into items, just before they are sent, what does not stand with orders: secrets.
@FunctionalInterface
public interface Completion {
    /// @return the same items in the same order, whole
    List<Item> complete(Reads reads, List<Item> items);
}
