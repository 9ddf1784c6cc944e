package org.zhengyan.status.revocation;

/** @param status {@code suspended}, or {@code revoked} when it was revoked before */
record CompromiseResponse(String serial, String status) {}
