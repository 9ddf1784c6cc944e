package org.zhengyan.document.check.ofd;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.jspecify.annotations.Nullable;

/**
 * An OFD file with one document and at most one signature, and what that signature covers.
 *
 * <p>Of the files inside, exactly three may stand outside a signature: the list of signatures, the
 * signature's own description and its value, which cannot be part of itself (GB/T 33190-2016 section
 * 18). Everything else that is there and not referenced was added.
 *
 * @param fields the document's custom data, by name; signed once {@code OFD.xml} is covered
 * @param signature empty for a file that nobody signed
 */
public record OfdFile(Map<String, String> fields, Optional<Signature> signature) {

  private static final String SM2_WITH_SM3 = "1.2.156.10197.1.501";
  private static final int MAX_FIELDS = 200;

  public OfdFile {
    fields = Map.copyOf(fields);
  }

  /**
   * One signature.
   *
   * @param path of its description, absolute inside the file
   * @param description the bytes of {@code Signature.xml}: what the seal's signature is over
   * @param value the bytes of {@code SignedValue.dat}
   * @param seal the seal's own file, when the description names one
   * @param uncovered files that it does not reference and should
   * @param altered files that are not there, or have another digest
   */
  public record Signature(
      String path,
      byte[] description,
      byte[] value,
      Optional<byte[]> seal,
      List<String> uncovered,
      List<String> altered) {}

  /** True when the file begins as a ZIP does. */
  public static boolean looksLike(byte[] file) {
    return file.length > 4 && file[0] == 'P' && file[1] == 'K';
  }

  /** Reads a file; any that it cannot read to the end is malformed. */
  public static OfdFile read(byte[] file) throws MalformedOfd {
    Map<String, byte[]> files = OfdArchive.unpack(file);
    OfdXml ofd = OfdXml.read("OFD.xml", required(files, "OFD.xml"), "OFD");
    if (ofd.children("DocBody").size() != 1) {
      throw new MalformedOfd("The file does not hold exactly one document.");
    }
    OfdXml body = ofd.child("DocBody");
    Map<String, String> fields = fields(body);
    String root = OfdPath.resolve("OFD.xml", body.child("DocRoot").text());
    OfdXml.read(root, required(files, root), "Document");
    Optional<OfdXml> place = body.find("Signatures");
    if (place.isEmpty()) {
      return new OfdFile(fields, Optional.empty());
    }
    String list = OfdPath.resolve("OFD.xml", place.get().text());
    List<OfdXml> signatures = OfdXml.read(list, required(files, list), "Signatures").children("Signature");
    if (signatures.isEmpty()) {
      return new OfdFile(fields, Optional.empty());
    }
    if (signatures.size() > 1) {
      throw new MalformedOfd("The file has more than one signature; a face has one.");
    }
    return new OfdFile(fields, Optional.of(signature(files, list, signatures.getFirst())));
  }

  private static Map<String, String> fields(OfdXml body) throws MalformedOfd {
    Map<String, String> fields = new LinkedHashMap<>();
    Optional<OfdXml> data = body.child("DocInfo").find("CustomDatas");
    if (data.isEmpty()) {
      return fields;
    }
    for (OfdXml each : data.get().children("CustomData")) {
      String name = each.attribute("Name");
      if (name == null || fields.put(name, each.text()) != null || fields.size() > MAX_FIELDS) {
        throw new MalformedOfd("The custom data has no name, one name twice, or too many.");
      }
    }
    return fields;
  }

  private static Signature signature(Map<String, byte[]> files, String list, OfdXml entry)
      throws MalformedOfd {
    String type = entry.attribute("Type");
    if (type != null && !type.equals("Seal")) {
      throw new MalformedOfd("The signature is not that of a seal.");
    }
    String place = entry.attribute("BaseLoc");
    if (place == null) {
      throw new MalformedOfd("The list of signatures does not say where the signature is.");
    }
    String path = OfdPath.resolve(list, place);
    byte[] description = required(files, path);
    OfdXml signature = OfdXml.read(path, description, "Signature");
    OfdXml info = signature.child("SignedInfo");
    Optional<OfdXml> method = info.find("SignatureMethod");
    if (method.isPresent() && !method.get().text().equals(SM2_WITH_SM3)) {
      throw new MalformedOfd("The signature is not made with SM2 and SM3.");
    }
    String value = OfdPath.resolve(path, signature.child("SignedValue").text());
    Optional<OfdXml> seal = info.find("Seal");
    String sealPath = seal.isPresent() ? OfdPath.resolve(path, seal.get().child("BaseLoc").text()) : null;
    Map<String, byte[]> references = references(path, info.child("References"));

    Set<String> uncovered = new HashSet<>(files.keySet());
    uncovered.removeAll(references.keySet());
    uncovered.removeAll(Set.of(list, path));
    uncovered.remove(value);
    return new Signature(
        "/" + path,
        description,
        required(files, value),
        sealPath == null ? Optional.empty() : Optional.of(required(files, sealPath)),
        uncovered.stream().sorted().toList(),
        altered(files, references, algorithm(info.child("References"))));
  }

  private static Map<String, byte[]> references(String path, OfdXml references) throws MalformedOfd {
    Map<String, byte[]> digests = new LinkedHashMap<>();
    for (OfdXml reference : references.children("Reference")) {
      String file = reference.attribute("FileRef");
      if (file == null) {
        throw new MalformedOfd("A reference of the signature names no file.");
      }
      try {
        byte[] digest = Base64.getDecoder().decode(reference.child("CheckValue").text());
        if (digests.put(OfdPath.resolve(path, file), digest) != null) {
          throw new MalformedOfd("The signature references a file twice.");
        }
      } catch (IllegalArgumentException e) {
        throw new MalformedOfd("A digest of the signature is not base64.", e);
      }
    }
    return digests;
  }

  private static List<String> altered(
      Map<String, byte[]> files, Map<String, byte[]> references, boolean sm3) {
    return references.entrySet().stream()
        .filter(
            reference -> {
              byte[] contents = files.get(reference.getKey());
              return contents == null || !Arrays.equals(digest(sm3, contents), reference.getValue());
            })
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** True for SM3, false for SHA-256; MD5 and SHA-1, which the standard allows too, are refused. */
  private static boolean algorithm(OfdXml references) throws MalformedOfd {
    String method = references.attribute("CheckMethod");
    return switch (method == null ? "" : method) {
      case "SM3", "1.2.156.10197.1.401" -> true;
      case "SHA256", "SHA-256", "2.16.840.1.101.3.4.2.1" -> false;
      default -> throw new MalformedOfd("The digests of the signature are neither SM3 nor SHA-256.");
    };
  }

  private static byte[] digest(boolean sm3, byte[] contents) {
    Digest digest = sm3 ? new SM3Digest() : SHA256Digest.newInstance();
    digest.update(contents, 0, contents.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }

  private static byte[] required(Map<String, byte[]> files, String path) throws MalformedOfd {
    byte @Nullable [] contents = files.get(path);
    if (contents == null) {
      throw new MalformedOfd("The file " + path + " is missing inside.");
    }
    return contents;
  }
}
