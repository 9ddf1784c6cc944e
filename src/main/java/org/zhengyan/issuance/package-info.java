/**
 * From an application to a certificate.
 *
 * <p>{@code ApplicationController} takes applications ({@code Applications}) and decisions. An
 * approval by a second person runs the six steps of {@code CertificateIssuer}: reserve a serial,
 * build and lint, record the intent, sign, compare, record. The intent is committed before the
 * signature exists, and a serial is used once, whatever fails. {@code src/docs/issuance-cycle.md}
 * tells the cycle with its states. RFC 5280, RFC 2986.
 */
@NullMarked
package org.zhengyan.issuance;

import org.jspecify.annotations.NullMarked;
