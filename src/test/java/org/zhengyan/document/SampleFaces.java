package org.zhengyan.document;

import org.zhengyan.keys.ServiceEnvironment;

/** One face for tests of other packages. */
public final class SampleFaces {
  public static final String NAME = "南京市示例教育局";

  private SampleFaces() {}

  public static byte[] pdf() {
    return FaceFixture.maker().pdf(FaceFixture.organ(ServiceEnvironment.DEV, null, NAME));
  }
}
