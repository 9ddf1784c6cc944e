package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import org.zhengyan.keys.Suite;

/** Ways to break one thing of the bytes that a template makes. */
final class BrokenFields {
  private BrokenFields() {}

  /** Changes one field of the right bytes; index as in section 4.1, version first. */
  interface Change {
    void apply(ASN1Encodable[] fields, CertificateTemplate template) throws Exception;
  }

  static final int VERSION = 0;
  static final int SERIAL = 1;
  static final int ALGORITHM = 2;
  static final int ISSUER = 3;
  static final int VALIDITY = 4;
  static final int SUBJECT = 5;
  static final int KEY = 6;
  static final int EXTENSIONS = 7;

  static TbsCertificate broken(CertificateTemplate template, Change change, boolean uniqueId)
      throws Exception {
    ASN1Sequence right = ASN1Sequence.getInstance(TbsCertificate.build(template).der());
    ASN1Encodable[] fields = right.toArray();
    change.apply(fields, template);
    ASN1EncodableVector vector = new ASN1EncodableVector();
    for (int i = 0; i < fields.length; i++) {
      if (i == EXTENSIONS && uniqueId) {
        vector.add(new DERTaggedObject(false, 2, new DERBitString(new byte[] {1})));
      }
      vector.add(fields[i]);
    }
    return new TbsCertificate(new DERSequence(vector).getEncoded("DER"), template);
  }

  static ASN1Encodable version(int value) {
    return new DERTaggedObject(true, 0, new ASN1Integer(value));
  }

  static Change serial(BigInteger serial) {
    return (f, t) -> {
      f[SERIAL] = new ASN1Integer(serial);
      String shard = t.urls().crl(serial);
      f[EXTENSIONS] =
          extensions(f, t, e -> put(e, Extension.cRLDistributionPoints, false, points(shard)));
    };
  }

  static Change algorithm(AlgorithmIdentifier algorithm) {
    return (f, t) -> f[ALGORITHM] = algorithm;
  }

  static AlgorithmIdentifier withNull() {
    return new AlgorithmIdentifier(
        Suite.P256.signatureAlgorithm().getAlgorithm(), DERNull.INSTANCE);
  }

  static X500Name otherTypes(CertificateTemplate template) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    for (var rdn : template.issuer().getSubject().getRDNs()) {
      builder.addRDN(
          rdn.getFirst().getType(), new DERUTF8String(rdn.getFirst().getValue().toString()));
    }
    return builder.build();
  }

  static String begin(CertificateTemplate template) {
    return "260301000000Z";
  }

  static String end(CertificateTemplate template) {
    return "290228235959Z";
  }

  static ASN1GeneralizedTime generalized(String time) {
    return new ASN1GeneralizedTime(time);
  }

  static DERSequence validity(Object notBefore, Object notAfter) {
    return new DERSequence(new ASN1Encodable[] {time(notBefore), time(notAfter)});
  }

  static ASN1Encodable time(Object time) {
    return time instanceof String utc
        ? new org.bouncycastle.asn1.DERUTCTime(utc)
        : new Time((ASN1GeneralizedTime) time);
  }

  interface Naming {
    X500NameBuilder name(X500NameBuilder builder);
  }

  static Change subject(Naming naming) {
    return (f, t) -> f[SUBJECT] = naming.name(new X500NameBuilder(BCStyle.INSTANCE)).build();
  }

  static X500NameBuilder body(X500NameBuilder builder, String name) {
    return builder
        .addRDN(BCStyle.C, "CN")
        .addRDN(BCStyle.O, new DERUTF8String(name))
        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
        .addRDN(BCStyle.CN, new DERUTF8String(name));
  }

  static X500Name inOneSet() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "CN")
        .addMultiValuedRDN(
            new ASN1ObjectIdentifier[] {BCStyle.O, BCStyle.CN},
            new String[] {IssuingFixture.NAME, IssuingFixture.NAME})
        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, IssuingFixture.USCC)
        .build();
  }

  static SubjectPublicKeyInfo otherKey(Suite suite) throws Exception {
    return IssuingFixture.key(IssuingFixture.keyPair(suite)).publicKey();
  }

  static SubjectPublicKeyInfo compressed(CertificateTemplate template) {
    byte[] point = template.publicKey().publicKey().getPublicKeyData().getOctets();
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    return new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), compressed);
  }

  interface ExtensionChange {
    void apply(ExtensionsGenerator extensions) throws Exception;
  }

  static Change extension(ExtensionChange change) {
    return (f, t) -> f[EXTENSIONS] = extensions(f, t, change);
  }

  static ASN1Encodable extensions(
      ASN1Encodable[] fields, CertificateTemplate template, ExtensionChange change)
      throws Exception {
    ExtensionsGenerator extensions = TbsCertificate.extensions(template);
    change.apply(extensions);
    return new DERTaggedObject(true, 3, extensions.generate());
  }

  static void put(ExtensionsGenerator e, ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    if (e.hasExtension(oid)) {
      e.replaceExtension(oid, critical, value);
    } else {
      e.addExtension(oid, critical, value);
    }
  }

  static byte[] value(ExtensionsGenerator e, ASN1ObjectIdentifier oid) {
    return e.getExtension(oid).getExtnValue().getOctets();
  }

  static byte[] append(byte[] value) {
    return Arrays.copyOf(value, value.length + 1);
  }

  static void replaceIdentifier(ExtensionsGenerator e, ASN1Encodable key) throws Exception {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key).getPublicKeyData().getOctets();
    byte[] identifier = Arrays.copyOf(Sha256.digest(bits), 20);
    put(e, Extension.subjectKeyIdentifier, false, new DEROctetString(identifier).getEncoded());
  }

  static byte[] wordyAuthority() throws IOException {
    byte[] identifier =
        SubjectKeyIdentifier.fromExtensions(
                IssuingFixture.ca(Suite.P256).certificate().getExtensions())
            .getKeyIdentifier();
    GeneralNames name = new GeneralNames(new GeneralName(new X500Name("CN=root")));
    return new AuthorityKeyIdentifier(identifier, name, BigInteger.TEN).getEncoded();
  }

  static byte[] qualified() throws IOException {
    ASN1ObjectIdentifier policy = IssuingFixture.PROFILE.policies().getFirst();
    var qualifier = new org.bouncycastle.asn1.x509.PolicyQualifierInfo("http://localhost/cps");
    return new CertificatePolicies(new PolicyInformation(policy, new DERSequence(qualifier)))
        .getEncoded();
  }

  static Change crl(String... urls) {
    return extension(e -> put(e, Extension.cRLDistributionPoints, false, points(urls)));
  }

  static byte[] points(String... urls) throws IOException {
    return new CRLDistPoint(
            Arrays.stream(urls)
                .map(url -> new DistributionPointName(new GeneralNames(uri(url))))
                .map(name -> new DistributionPoint(name, null, null))
                .toArray(DistributionPoint[]::new))
        .getEncoded();
  }

  static Change access(String ocsp, String issuer) {
    return extension(
        e ->
            put(
                e,
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(
                        new AccessDescription[] {
                          new AccessDescription(AccessDescription.id_ad_ocsp, uri(ocsp)),
                          new AccessDescription(AccessDescription.id_ad_caIssuers, uri(issuer))
                        })
                    .getEncoded()));
  }

  static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  static Arguments row(String what, Change change, LintRule... expected) {
    return Arguments.of(Named.of(what, change), Set.of(expected));
  }
}
