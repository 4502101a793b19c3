/** The engine's own version, in every answer's provenance; the same as package.json's (test/unit/foundation). */
export const ENGINE_VERSION = '0.1.0';
