/**
 * The holder's page in a real browser, against the whole server: {@code mvn -Pbrowser test}.
 *
 * <p>Needs Debian's packages {@code chromium} and {@code openssl}; where they are missing, tests fail.
 */
package org.zhengyan.browser;
