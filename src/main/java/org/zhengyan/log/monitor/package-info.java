/**
 * Watching a log from outside: what {@code monitor} runs.
 *
 * <p>{@link org.zhengyan.log.monitor.LogMonitor} looks once: it fetches what is new, grows the tree
 * that it remembers, and compares with the signed checkpoint. What it has seen is kept in a {@link
 * org.zhengyan.log.monitor.MonitorState} on the disk of whoever watches, so that a log that takes
 * something back, or tells two stories, is found with the two checkpoints that prove it.
 *
 * <p>C2SP tlog-tiles and tlog-checkpoint; RFC 9162 section 2.1.
 */
@NullMarked
package org.zhengyan.log.monitor;

import org.jspecify.annotations.NullMarked;
