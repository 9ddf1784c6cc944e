/**
 * Who acts for a body: the first responsible person, managers, users.
 *
 * <p>The authority enters the responsible person, by two persons ({@code ResponsiblePersons}); the
 * responsible person appoints managers and managers appoint users ({@code People}), each for a scope and a
 * term. Every person has a key and certificates of the body of their own: a certificate belongs to a
 * {@link org.zhengyan.access.people.Grant} by the label {@code grant:ID} of its application. When a grant
 * ends, exactly those certificates are revoked, in the same transaction ({@code GrantCertificates}), and
 * none comes into being afterwards. Terms end on the database's clock ({@code GrantSweeper}). What a
 * person may prove is asked by {@code verification} through {@code HolderRules}.
 */
@NullMarked
package org.zhengyan.access.people;

import org.jspecify.annotations.NullMarked;
