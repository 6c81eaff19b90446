/// The Image API v2 (Glance), as OpenStack publishes it. The door is [Glance].
package brume.openstack.glance;
