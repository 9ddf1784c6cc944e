package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/**
 * A person of a body, signed in.
 *
 * @param account through which the person acts; what the log calls the client
 * @param holder the label that certificates of this person carry; null when there is no grant
 * @param leads whether the person is responsible for the body's certificates or manages them
 */
public record Applicant(
    PersonId person, String account, Uscc uscc, @Nullable String holder, boolean leads) {}
