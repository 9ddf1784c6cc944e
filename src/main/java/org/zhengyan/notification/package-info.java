/**
 * Tells those concerned: a body changed, its certificate was withdrawn, a binding was repudiated, a
 * verification ended.
 *
 * <p>An operator registers an endpoint ({@code EventEndpointController}) and proves that it receives
 * there. {@code EventSources} and {@code CertificateEvents} listen to the Spring events of the acts and
 * write, in the act's own transaction, one row of the {@code EventOutbox} for each endpoint of each operator
 * concerned. {@code Dispatcher} leases endpoints by the database's clock and lets {@code Sender} push what is
 * due, signed by {@code SetWriter}; {@code PollController} hands out the same rows to those who cannot
 * receive. At least once, and in order for each subject and endpoint: a later event of a subject waits until
 * the earlier one is accepted, refused, or given up.
 *
 * <p>RFC 8417 (security event token), RFC 8935 (push), RFC 8936 (poll), RFC 9493 (subject identifiers).
 */
@NullMarked
package org.zhengyan.notification;

import org.jspecify.annotations.NullMarked;
