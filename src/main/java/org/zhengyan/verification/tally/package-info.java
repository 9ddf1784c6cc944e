/**
 * How many verifications ended, by platform, hour and division: what authorities see of them. Who
 * verified what is nobody's there.
 */
@NullMarked
package org.zhengyan.verification.tally;

import org.jspecify.annotations.NullMarked;
