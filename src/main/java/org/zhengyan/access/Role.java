package org.zhengyan.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an account may do in its realm. */
public enum Role {
  /** Registers and proposes. */
  CLERK(Realm.AUTHORITY),
  /** Decides what another person proposed. */
  REVIEWER(Realm.AUTHORITY),
  /** Reads and checks the log, and nothing else. */
  AUDITOR(Realm.AUTHORITY),
  /** Keeps the authority's accounts, devices and address ranges; decides nothing about bodies. */
  ADMINISTRATOR(Realm.AUTHORITY),
  /** Answers for the agency and appoints its managers. */
  RESPONSIBLE(Realm.AGENCY),
  /** Keeps the agency's certificates and people. */
  MANAGER(Realm.AGENCY),
  /** Acts with a certificate of the agency. */
  USER(Realm.AGENCY),
  /** Answers for the platform and keeps its people. */
  OWNER(Realm.PLATFORM),
  /** Keeps clients, keys and addresses of the platform. */
  DEVELOPER(Realm.PLATFORM),
  /** Sees what the platform asked. */
  VIEWER(Realm.PLATFORM);

  private static final Set<Role> RULING = EnumSet.of(ADMINISTRATOR, RESPONSIBLE, MANAGER, OWNER);
  private static final Set<Role> ALONE = EnumSet.of(AUDITOR, ADMINISTRATOR);

  private final Realm realm;

  Role(Realm realm) {
    this.realm = realm;
  }

  public Realm realm() {
    return realm;
  }

  /** Never given to a contractor. */
  public boolean ruling() {
    return RULING.contains(this);
  }

  /** Not held together with another: who keeps accounts or audits does not take part. */
  public boolean alone() {
    return ALONE.contains(this);
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Role ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
