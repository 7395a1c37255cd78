import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const source = (name: string): string => `../../../packages/${name}/src/index.ts`;

const config: NextConfig = {
  basePath: '/base',
  turbopack: {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    // Next.js does not know the source condition; without this the tests would need a build, and could use an old one.
    resolveAlias: { '@scim-superset/core': source('core'), '@scim-superset/next': source('next') },
  },
};

export default config;
