// esbuild gathers what is imported; it has no value.
declare module '*.css';
