/// The OpenStack Networking API v2.0 (Neutron): each resource is a table of attributes.
package brume.openstack.neutron;
