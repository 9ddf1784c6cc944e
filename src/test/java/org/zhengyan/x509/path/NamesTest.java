package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.x509.MalformedDer;

/** How names are compared with each other, with subtrees and with what a caller expects. */
class NamesTest {
  private static final DistinguishedName NOBODY = name(new X500Name(""));

  @Test
  void comparesTextsWithoutStringTypeCaseAndSurplusSpaces() {
    assertThat(cn(new DERUTF8String("Good CA"))).isEqualTo(cn(new DERPrintableString("good  ca ")));
    assertThat(cn(new DERBMPString("Good CA"))).isEqualTo(cn(new DERUTF8String("GOOD CA")));
    assertThat(cn(new DERUTF8String("ＡＢＣ"))).isEqualTo(cn(new DERUTF8String("abc")));
    assertThat(cn(new DERUTF8String("a\u200bb"))).isEqualTo(cn(new DERUTF8String("ab")));
    assertThat(cn(new DERUTF8String("教育局"))).isNotEqualTo(cn(new DERUTF8String("教育")));
    assertThat(cn(new DERUTF8String("a b"))).isNotEqualTo(cn(new DERUTF8String("ab")));
  }

  @Test
  void comparesTheOrderOfRdnsButNotOfTheirAttributes() {
    assertThat(name(new X500Name("C=CN,O=A"))).isNotEqualTo(name(new X500Name("O=A,C=CN")));
    assertThat(name(new X500Name("C=CN+O=A"))).isEqualTo(name(new X500Name("O=A+C=CN")));
    assertThat(name(new X500Name("C=CN,O=A"))).isNotEqualTo(name(new X500Name("C=CN+O=A")));
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "a.example.com, example.com, true",
    "A.EXAMPLE.com, example.COM, true",
    "badexample.com, example.com, false",
    "com, example.com, false",
    "*.example.com, example.com, true",
    "*.com, example.com, false",
    "x.y, '', true"
  })
  void permitsHostsInTheSubtree(String host, String base, boolean permitted) {
    assertThat(permits(GeneralName.dNSName, host, base)).isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "a.example.com, example.com, true",
    "badexample.com, example.com, false",
    "*.example.com, a.example.com, true",
    "*.example.com, a.b.example.com, false",
    "*.b.example.com, example.com, true",
    "x.y, '', true"
  })
  void excludesHostsThatTouchTheSubtree(String host, String base, boolean excluded) {
    assertThat(excludes(GeneralName.dNSName, host, base)).isEqualTo(excluded);
  }

  @ParameterizedTest
  @CsvSource({
    "a@example.com, example.com, true",
    "a@EXAMPLE.com, example.com, true",
    "a@b.example.com, example.com, false",
    "a@b.example.com, .example.com, true",
    "a@example.com, .example.com, false",
    "a@example.com, a@example.com, true",
    "A@example.com, a@example.com, false",
    "b@example.com, a@example.com, false",
    "a@badexample.com, example.com, false"
  })
  void comparesMailboxesWithSubtrees(String mailbox, String base, boolean inside) {
    assertThat(permits(GeneralName.rfc822Name, mailbox, base)).isEqualTo(inside);
    assertThat(excludes(GeneralName.rfc822Name, mailbox, base)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/x, example.com, true",
    "http://u:p@example.com:80/x, example.com, true",
    "http://a.example.com/, example.com, false",
    "http://a.example.com/, .example.com, true",
    "http://example.com/, .example.com, false",
    "http://example.com@evil.org/, example.com, false"
  })
  void comparesUrisWithSubtrees(String uri, String base, boolean inside) {
    assertThat(permits(GeneralName.uniformResourceIdentifier, uri, base)).isEqualTo(inside);
    assertThat(excludes(GeneralName.uniformResourceIdentifier, uri, base)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"urn:x:y", "http://10.0.0.1/", "http:///x", "not a uri"})
  void refusesUrisWithoutAHostUnderConstraints(String uri) {
    assertThat(permits(GeneralName.uniformResourceIdentifier, uri, "example.com")).isFalse();
    assertThat(excludes(GeneralName.uniformResourceIdentifier, uri, "example.com")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "c0a80001, c0a80000ffff0000, true",
    "c0a90001, c0a80000ffff0000, false",
    "c0a80001, 0000000000000000, true",
    "00000000000000000000ffffc0a80001, c0a80000ffff0000, false"
  })
  void comparesAddressesWithRanges(String address, String range, boolean inside) {
    assertThat(permits(GeneralName.iPAddress, address, range))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "2, .example.com",
    "2, *.example.com",
    "2, exa mple",
    "2, 1.2.3.4",
    "1, @example.com",
    "1, a@",
    "6, ''",
    "6, http://example.com"
  })
  void refusesSubtreesThatNoNameCanLieIn(int kind, String base) {
    refuses(constraints(kind, base, null));
    refuses(constraints(kind, null, base));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0a80000", "c0a80000ff00ff00", "c0a8000000ffffff", "c0a80000ffff000000"})
  void refusesRangesThatAreNone(String range) {
    refuses(constraints(GeneralName.iPAddress, range, null));
  }

  @Test
  void refusesConstraintsThatConstrainNothing() {
    refuses(new DERSequence());
    refuses(new org.bouncycastle.asn1.x509.NameConstraints(new GeneralSubtree[0], null));
  }

  @Test
  void refusesMinimumAndMaximum() {
    GeneralSubtree subtree =
        new GeneralSubtree(
            new GeneralName(GeneralName.dNSName, "a.b"), BigInteger.ONE, null);
    refuses(new org.bouncycastle.asn1.x509.NameConstraints(new GeneralSubtree[] {subtree}, null));
  }

  @Test
  void refusesKindsThatItCannotCompareWhenTheyAreConstrained() throws Exception {
    GeneralName oid = new GeneralName(GeneralName.registeredID, "1.2.3");
    GeneralSubtree[] subtree = {new GeneralSubtree(oid)};
    NameConstraints constraints =
        readConstraints(new org.bouncycastle.asn1.x509.NameConstraints(null, subtree));
    assertThat(constraints.allow(NOBODY, names(oid), budget())).isFalse();
    assertThat(
            constraints.allow(NOBODY, names(new GeneralName(GeneralName.dNSName, "a.b")), budget()))
        .isTrue();
  }

  @Test
  void leavesOtherKindsAlone() {
    NameConstraints constraints = constraintsOf(GeneralName.dNSName, "example.com", null);
    GeneralName mailbox = new GeneralName(GeneralName.rfc822Name, "a@b.c");
    assertThat(constraints.allow(NOBODY, names(mailbox), budget())).isTrue();
  }

  @Test
  void comparesSubjectsWithDirectoryNames() {
    NameConstraints constraints = constraintsOf(GeneralName.directoryName, "C=CN,O=A", null);
    assertThat(constraints.allow(name(new X500Name("C=CN,O=a,CN=x")), names(), budget())).isTrue();
    assertThat(constraints.allow(name(new X500Name("C=CN,O=B")), names(), budget())).isFalse();
    assertThat(constraints.allow(name(new X500Name("C=CN")), names(), budget())).isFalse();
    assertThat(constraints.allow(NOBODY, names(), budget())).isTrue();
  }

  @Test
  void endsWhenComparisonsAreUsedUp() {
    NameConstraints constraints = constraintsOf(GeneralName.dNSName, null, "example.com");
    Budget budget = new Budget(new PathLimits(1, 1, 3, 1));
    GeneralName host = new GeneralName(GeneralName.dNSName, "a.b");
    assertThatExceptionOfType(Budget.Exhausted.class)
        .isThrownBy(() -> constraints.allow(NOBODY, names(host, host, host, host), budget));
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "EXAMPLE.com, example.com, true",
    "a.example.com, *.example.com, true",
    "a.b.example.com, *.example.com, false",
    "example.com, *.example.com, false",
    "example.com, *.com, false",
    "a.example.com, *, false",
    "example.com., example.com, false"
  })
  void matchesExpectedHosts(String expected, String carried, boolean match) {
    GeneralName name = new GeneralName(GeneralName.dNSName, carried);
    assertThat(PeerNameMatch.carried(new PeerName.Dns(expected), names(name))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({"a@b.c, a@B.C, true", "a@b.c, A@b.c, false", "a@b.c, a@b.d, false", "ab, ab, true"})
  void matchesExpectedMailboxes(String expected, String carried, boolean match) {
    GeneralName name = new GeneralName(GeneralName.rfc822Name, carried);
    assertThat(PeerNameMatch.carried(new PeerName.Mailbox(expected), names(name))).isEqualTo(match);
  }

  private static boolean permits(int kind, String name, String base) {
    return constraintsOf(kind, base, null).allow(NOBODY, names(general(kind, name)), budget());
  }

  private static boolean excludes(int kind, String name, String base) {
    return !constraintsOf(kind, null, base).allow(NOBODY, names(general(kind, name)), budget());
  }

  private static NameConstraints constraintsOf(
      int kind, @Nullable String permitted, @Nullable String excluded) {
    try {
      return readConstraints(constraints(kind, permitted, excluded));
    } catch (MalformedDer e) {
      throw new IllegalStateException(e);
    }
  }

  private static ASN1Encodable constraints(
      int kind, @Nullable String permitted, @Nullable String excluded) {
    return new org.bouncycastle.asn1.x509.NameConstraints(
        permitted == null ? null : new GeneralSubtree[] {new GeneralSubtree(general(kind, permitted))},
        excluded == null ? null : new GeneralSubtree[] {new GeneralSubtree(general(kind, excluded))});
  }

  /** Addresses and ranges are written in hexadecimal. */
  private static GeneralName general(int kind, String text) {
    return switch (kind) {
      case GeneralName.iPAddress ->
          new GeneralName(kind, new DEROctetString(HexFormat.of().parseHex(text)));
      case GeneralName.directoryName -> new GeneralName(new X500Name(text));
      default -> new GeneralName(kind, text);
    };
  }

  private static NameConstraints readConstraints(ASN1Encodable constraints) throws MalformedDer {
    return NameConstraints.read(constraints.toASN1Primitive());
  }

  private static void refuses(ASN1Encodable constraints) {
    assertThatExceptionOfType(MalformedDer.class).isThrownBy(() -> readConstraints(constraints));
  }

  private static org.zhengyan.x509.path.GeneralNames names(GeneralName... names) {
    try {
      return names.length == 0
          ? org.zhengyan.x509.path.GeneralNames.NONE
          : org.zhengyan.x509.path.GeneralNames.read(
              (ASN1Sequence) new GeneralNames(names).toASN1Primitive());
    } catch (MalformedDer e) {
      throw new IllegalStateException(e);
    }
  }

  private static DistinguishedName cn(ASN1Encodable value) {
    ASN1Encodable attribute =
        new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier("2.5.4.3"), value});
    return read(new DERSequence(new DERSet(attribute)));
  }

  private static DistinguishedName name(X500Name name) {
    return read(name);
  }

  private static DistinguishedName read(ASN1Object name) {
    try {
      return DistinguishedName.read(name.getEncoded());
    } catch (MalformedDer | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Budget budget() {
    return new Budget(PathLimits.DEFAULT);
  }

  @Test
  void refusesNamesBeyondAscii() {
    GeneralName name = new GeneralName(2, new DERIA5String("b\u00fccher.de"));
    assertThatExceptionOfType(MalformedDer.class)
        .isThrownBy(
            () ->
                org.zhengyan.x509.path.GeneralNames.read(
                    (ASN1Sequence)
                        new GeneralNames(name).toASN1Primitive()));
  }
}
