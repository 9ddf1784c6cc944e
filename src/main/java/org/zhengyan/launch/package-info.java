/**
 * How the program starts: the embedded stores, the commands of the jar, and what is printed.
 *
 * <p>Without a database URL the real PostgreSQL and Redis run as children of this process, with their
 * data in the data directory; with URLs nothing is started. It stands above all other packages.
 */
@NullMarked
package org.zhengyan.launch;

import org.jspecify.annotations.NullMarked;
