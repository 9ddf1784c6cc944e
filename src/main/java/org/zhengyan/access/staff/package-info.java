/**
 * Keeping the accounts of one's own authority, agency or operator.
 *
 * <p>At an authority an administrator proposes and a reviewer decides, as for every other two-person act;
 * what only takes something away for the moment (suspending, ending a session, removing a device) one
 * administrator does. Agencies and operators keep their people themselves.
 */
@NullMarked
package org.zhengyan.access.staff;

import org.jspecify.annotations.NullMarked;
