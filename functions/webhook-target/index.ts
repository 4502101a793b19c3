export { postWithin } from './post.ts';
export { refusalOf } from './target.ts';
