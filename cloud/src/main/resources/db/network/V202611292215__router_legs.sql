-- A leg may be on an IPv4 subnet and on subnets of IPv6 at once: a port has a row for each.
alter table router_interface
    add constraint router_interface_port_subnet_key unique (port, subnet),
    drop constraint router_interface_port_key;
