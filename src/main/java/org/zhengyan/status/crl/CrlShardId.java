package org.zhengyan.status.crl;

import org.zhengyan.certificate.CaId;

/** One of a CA's CRLs. */
record CrlShardId(CaId ca, int shard) {
  @Override
  public String toString() {
    return ca.wire() + "/" + shard;
  }
}
