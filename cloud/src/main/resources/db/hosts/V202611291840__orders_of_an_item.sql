-- By kind and item alone the planner finds one host's order among those of all hosts that carry a network.
create index host_order_item_host on host_order (kind, item, host);
drop index host_order_item;
