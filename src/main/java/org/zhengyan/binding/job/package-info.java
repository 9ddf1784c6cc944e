/**
 * The status of up to 10,000 certificates or bindings in one job.
 *
 * <p>{@code StatusJobs} keeps the items in chunks. {@code StatusJobRunner} on any node leases an open job
 * by the database's clock, answers chunk after chunk, and commits each: a node that dies loses at most the
 * chunk it was at, and another goes on when the lease is over. Results wait a day to be read in pages.
 */
@NullMarked
package org.zhengyan.binding.job;

import org.jspecify.annotations.NullMarked;
