const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A file name that Windows, macOS and Linux accept, from what a person or a map called the thing. `extension` is
 * without its dot. Never empty, never a path, at most 80 characters before the extension.
 */
export function fileName(name: string, extension: string): string {
  const stem = name
    .replace(/[\p{Cc}\p{Cs}<>:"/\\|?*%\u2028\u2029]+/gu, " ")
    .replace(/\s+/g, " ")
    .slice(0, 80)
    .replace(/\p{Cs}$/u, "")
    .replace(/^[. ]+|[. ]+$/g, "");
  const safe = stem === "" ? "context" : reserved.test(stem) ? `${stem} area` : stem;
  return `${safe}.${extension}`;
}
