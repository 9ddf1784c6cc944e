package org.zhengyan.access.people;

import java.time.Instant;
import org.zhengyan.principal.PersonId;

/** An inner department of a body, by the name that platforms give in {@code onBehalfOf}. */
public record Department(String id, String name, PersonId addedBy, Instant addedAt) {}
