/// PostgreSQL as a private server: unpacked, initialised, started, adopted and stopped by us.
package brume.base.postgres;
