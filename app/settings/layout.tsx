export { Frame as default } from '#app/frame.tsx';
