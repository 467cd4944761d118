declare module '*.css';
declare module 'element-plus/es/components/*/style/css';
