package org.zhengyan.x509.path;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedDer;

/**
 * The name constraints of one CA (RFC 5280 section 4.2.1.10).
 *
 * <p>The constraints of several CAs are kept side by side and a name must please each of them, which
 * is the intersection that section 6.1.4 (g) asks for. A name whose kind is constrained and which
 * cannot be compared is refused. Bases must be well-formed: no wildcard, no leading period for hosts,
 * masks without gaps.
 */
record NameConstraints(GeneralNames permitted, GeneralNames excluded) {

  static NameConstraints read(ASN1Primitive value) throws MalformedDer {
    GeneralNames permitted = GeneralNames.NONE;
    GeneralNames excluded = GeneralNames.NONE;
    int lastTag = -1;
    for (ASN1Encodable element : (ASN1Sequence) value) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) element.toASN1Primitive();
      int tag = tagged.getTagNo();
      if (!tagged.hasContextTag() || tag <= lastTag || tag > 1) {
        throw new MalformedDer("an unknown field");
      }
      lastTag = tag;
      GeneralNames bases = bases(ASN1Sequence.getInstance(tagged, false));
      if (tag == 0) {
        permitted = bases;
      } else {
        excluded = bases;
      }
    }
    if (lastTag < 0) {
      throw new MalformedDer("constraints that constrain nothing");
    }
    return new NameConstraints(permitted, excluded);
  }

  /** Whether every name, of each kind, is permitted and not excluded. */
  boolean allow(DistinguishedName subject, GeneralNames names, Budget budget) {
    List<DistinguishedName> directoryNames = new ArrayList<>(names.directoryNames());
    if (!subject.empty()) {
      directoryNames.add(subject);
    }
    boolean comparable = true;
    for (int tag : names.others()) {
      comparable &= !permitted.others().contains(tag) && !excluded.others().contains(tag);
    }
    return comparable
        && allow(
            directoryNames,
            permitted.directoryNames(),
            excluded.directoryNames(),
            DistinguishedName::within,
            DistinguishedName::within,
            budget)
        && allow(
            names.dns(),
            permitted.dns(),
            excluded.dns(),
            NameConstraints::patternWithin,
            NameConstraints::patternTouches,
            budget)
        && allow(
            names.mailboxes(),
            permitted.mailboxes(),
            excluded.mailboxes(),
            NameConstraints::mailboxWithin,
            (mailbox, base) -> mailbox.indexOf('@') <= 0 || mailboxWithin(mailbox, base),
            budget)
        && (names.uris().isEmpty()
            || (permitted.uris().isEmpty() && excluded.uris().isEmpty())
            || allow(
                hosts(names.uris()),
                permitted.uris(),
                excluded.uris(),
                NameConstraints::uriHostWithin,
                (host, base) -> host.isEmpty() || uriHostWithin(host, base),
                budget))
        && allow(
            names.addresses(),
            permitted.addresses(),
            excluded.addresses(),
            NameConstraints::addressWithin,
            NameConstraints::addressWithin,
            budget);
  }

  private static <T> boolean allow(
      List<T> names,
      List<T> permitted,
      List<T> excluded,
      BiPredicate<T, T> within,
      BiPredicate<T, T> touches,
      Budget budget) {
    for (T name : names) {
      for (T base : excluded) {
        budget.comparison();
        if (touches.test(name, base)) {
          return false;
        }
      }
      boolean inside = permitted.isEmpty();
      for (T base : permitted) {
        budget.comparison();
        if (within.test(name, base)) {
          inside = true;
          break;
        }
      }
      if (!inside) {
        return false;
      }
    }
    return true;
  }

  /** Whether every host that the pattern stands for lies in the subtree. */
  private static boolean patternWithin(String pattern, String base) {
    return HostNames.within(pattern.startsWith("*.") ? pattern.substring(2) : pattern, base);
  }

  /** Whether some host that the pattern stands for lies in the subtree. */
  private static boolean patternTouches(String pattern, String base) {
    if (!pattern.startsWith("*.")) {
      return HostNames.within(pattern, base);
    }
    String parent = pattern.substring(2);
    int dot = base.indexOf('.');
    return HostNames.within(parent, base) || (dot > 0 && base.substring(dot + 1).equals(parent));
  }

  /** A base is a mailbox, a host, or with a leading period the hosts below it. */
  private static boolean mailboxWithin(String mailbox, String base) {
    int at = mailbox.lastIndexOf('@');
    if (at <= 0) {
      return false;
    }
    String host = mailbox.substring(at + 1).toLowerCase(Locale.ROOT);
    int baseAt = base.lastIndexOf('@');
    String baseHost = base.substring(baseAt + 1).toLowerCase(Locale.ROOT);
    if (baseAt >= 0) {
      return mailbox.substring(0, at).equals(base.substring(0, baseAt)) && host.equals(baseHost);
    }
    return uriHostWithin(host, baseHost);
  }

  private static boolean uriHostWithin(String host, String base) {
    return base.startsWith(".") ? host.endsWith(base) : host.equals(base.toLowerCase(Locale.ROOT));
  }

  /** The host of each URI, or "" when there is none that is a name: such a URI is never inside. */
  private static List<String> hosts(List<String> uris) {
    List<String> hosts = new ArrayList<>();
    for (String uri : uris) {
      String host = null;
      try {
        host = new URI(uri).getHost();
      } catch (URISyntaxException e) {
        // Not comparable: the empty host says so.
      }
      String lower = host == null ? "" : host.toLowerCase(Locale.ROOT);
      hosts.add(HostNames.wellFormed(lower) ? lower : "");
    }
    return hosts;
  }

  /** {@code base} is address and mask; families differ by length. */
  private static boolean addressWithin(byte[] address, byte[] base) {
    if (base.length != 2 * address.length) {
      return false;
    }
    for (int i = 0; i < address.length; i++) {
      if (((address[i] ^ base[i]) & base[address.length + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  private static GeneralNames bases(ASN1Sequence subtrees) throws MalformedDer {
    List<ASN1Encodable> names = new ArrayList<>();
    for (ASN1Encodable subtree : subtrees) {
      ASN1Sequence parts = CertificateFields.sequence(subtree);
      if (parts.size() != 1) {
        throw new MalformedDer("a subtree with minimum or maximum");
      }
      names.add(parts.getObjectAt(0));
    }
    if (names.isEmpty()) {
      throw new MalformedDer("an empty list of subtrees");
    }
    GeneralNames bases = GeneralNames.ofBases(names);
    boolean sound =
        bases.dns().stream().allMatch(base -> base.isEmpty() || HostNames.wellFormed(base))
            && bases.mailboxes().stream().allMatch(NameConstraints::soundMailboxBase)
            && bases.uris().stream().allMatch(NameConstraints::soundHostBase)
            && bases.addresses().stream().allMatch(NameConstraints::soundAddressBase);
    if (!sound) {
      throw new MalformedDer("a subtree that no name can lie in");
    }
    return bases;
  }

  private static boolean soundMailboxBase(String base) {
    int at = base.lastIndexOf('@');
    return at < 0
        ? soundHostBase(base)
        : at > 0 && HostNames.wellFormed(base.substring(at + 1).toLowerCase(Locale.ROOT));
  }

  private static boolean soundHostBase(String base) {
    String host = base.startsWith(".") ? base.substring(1) : base;
    return HostNames.wellFormed(host.toLowerCase(Locale.ROOT));
  }

  private static boolean soundAddressBase(byte[] base) {
    if (base.length != 8 && base.length != 32) {
      return false;
    }
    boolean ended = false;
    for (int bit = base.length * 4; bit < base.length * 8; bit++) {
      boolean one = (base[bit / 8] >> (7 - bit % 8) & 1) == 1;
      if (one && ended) {
        return false;
      }
      ended |= !one;
    }
    return true;
  }
}
