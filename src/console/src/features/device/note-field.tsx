// A file of its own, so that a page fetches it when notes are edited.
export { Textarea as default } from '@mantine/core'
