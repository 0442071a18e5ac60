//! Laws and snapshots of the review.

mod packets;
mod playbook;
mod robust;
