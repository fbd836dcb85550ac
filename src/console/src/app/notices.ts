// A file of its own: nothing is told while a page comes.
export { Notifications as default } from '@mantine/notifications'
