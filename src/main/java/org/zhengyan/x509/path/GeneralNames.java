package org.zhengyan.x509.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedDer;

/**
 * A list of {@code GeneralName} by kind (RFC 5280 section 4.2.1.6), as written; hosts in lower case.
 *
 * @param others the tags of kinds that are carried but not understood: 0, 3, 5 and 8
 */
record GeneralNames(
    List<String> dns,
    List<String> mailboxes,
    List<String> uris,
    List<byte[]> addresses,
    List<DistinguishedName> directoryNames,
    List<Integer> others) {

  static final GeneralNames NONE =
      new GeneralNames(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  GeneralNames {
    dns = List.copyOf(dns);
    mailboxes = List.copyOf(mailboxes);
    uris = List.copyOf(uris);
    addresses = List.copyOf(addresses);
    directoryNames = List.copyOf(directoryNames);
    others = List.copyOf(others);
  }

  /** Reads {@code GeneralNames}: at least one. */
  static GeneralNames read(ASN1Sequence names) throws MalformedDer {
    if (names.size() == 0) {
      throw new MalformedDer("an empty list of names");
    }
    return readAll(names);
  }

  /** Reads the bases of subtrees, which are written as names. */
  static GeneralNames ofBases(List<ASN1Encodable> names) throws MalformedDer {
    return readAll(names);
  }

  /** Reads one {@code GeneralName}. */
  static GeneralNames readOne(ASN1Encodable name) throws MalformedDer {
    return readAll(List.of(name));
  }

  static GeneralNames ofDirectoryName(DistinguishedName name) {
    return new GeneralNames(List.of(), List.of(), List.of(), List.of(), List.of(name), List.of());
  }

  GeneralNames withMailboxes(List<String> more) {
    List<String> all = new ArrayList<>(mailboxes);
    all.addAll(more);
    return new GeneralNames(dns, all, uris, addresses, directoryNames, others);
  }

  /** Whether the two lists have a name in common: names of directories, else URIs. */
  boolean intersects(GeneralNames other) {
    return directoryNames.stream().anyMatch(other.directoryNames::contains)
        || uris.stream().anyMatch(other.uris::contains);
  }

  private static GeneralNames readAll(Iterable<? extends ASN1Encodable> names)
      throws MalformedDer {
    List<String> dns = new ArrayList<>();
    List<String> mailboxes = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    List<byte[]> addresses = new ArrayList<>();
    List<DistinguishedName> directoryNames = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (ASN1Encodable element : names) {
      ASN1TaggedObject name = (ASN1TaggedObject) element.toASN1Primitive();
      switch (name.hasContextTag() ? name.getTagNo() : -1) {
        case 1 -> mailboxes.add(ascii(name));
        case 2 -> dns.add(ascii(name).toLowerCase(Locale.ROOT));
        case 4 ->
            directoryNames.add(
                DistinguishedName.read(CertificateFields.sequence(name.getExplicitBaseObject())));
        case 6 -> uris.add(ascii(name));
        case 7 -> addresses.add(ASN1OctetString.getInstance(name, false).getOctets());
        case 0, 3, 5, 8 -> others.add(name.getTagNo());
        default -> throw new MalformedDer("an unknown kind of name");
      }
    }
    return new GeneralNames(dns, mailboxes, uris, addresses, directoryNames, others);
  }

  private static String ascii(ASN1TaggedObject name) throws MalformedDer {
    String text = ASN1IA5String.getInstance(name, false).getString();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 || text.charAt(i) > 0x7e) {
        throw new MalformedDer("a name has characters beyond ASCII, or controls");
      }
    }
    return text;
  }
}
