// A file of its own, so that a page fetches it when tags are edited.
export { TagsInput as default } from '@mantine/core'
