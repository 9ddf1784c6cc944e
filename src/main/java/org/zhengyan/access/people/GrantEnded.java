package org.zhengyan.access.people;

/**
 * Published in the transaction that ends a grant, after its certificates were revoked: what the person
 * downloaded is void, and their sessions end.
 *
 * @param grant as it stands now
 */
public record GrantEnded(Grant grant) {}
